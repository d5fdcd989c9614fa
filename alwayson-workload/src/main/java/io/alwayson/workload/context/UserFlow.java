package io.alwayson.workload.context;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which declared user flow a controller, or one of its methods, belongs to. A
 * method's annotation wins over its class's, and both win over declared routes.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.TYPE })
public @interface UserFlow {

	/**
	 * Name of the flow under {@code alwayson.flows}. A name that is not declared fails
	 * the start.
	 */
	String value();

}
