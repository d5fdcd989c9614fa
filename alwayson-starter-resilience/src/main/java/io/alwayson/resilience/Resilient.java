package io.alwayson.resilience;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sends each call of a method, or of all public methods of a type, through the corridor
 * of a declared dependency. For methods of beans that are called through their proxy,
 * blocking or returning a {@link java.util.concurrent.CompletionStage}, a
 * {@link java.util.concurrent.CompletableFuture} or a {@code Mono}; what a method calls
 * on its own object is not protected. Outside of {@code @Transactional}: each attempt has
 * a transaction of its own. A name that is not declared, or another reactive type, ends
 * the start of the application.
 */
@Documented
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
public @interface Resilient {

	/** Declared name of the dependency. */
	String value();

	/**
	 * Whether doing it twice is as good as doing it once; only then failures that may
	 * have been processed are attempted again.
	 */
	boolean idempotent() default false;

}
