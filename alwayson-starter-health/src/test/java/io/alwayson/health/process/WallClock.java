package io.alwayson.health.process;

import java.time.Duration;
import java.time.Instant;

import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * The wall clock of this process, as {@code java.time} tells it, and a hand that sets it.
 * Time that only moves forward is left alone, as it is when an operator or NTP sets a
 * clock.
 */
final class WallClock {

	/** Property of a pod whose clock can be set. */
	static final String CAN_JUMP = "pod.wall-clock-can-jump=true";

	private static final String JUMP = "pod.wall-clock-jump";

	private WallClock() {
	}

	/** What the JVM has to be started with. */
	static String jvmArgument() {
		return "-javaagent:" + ByteBuddyAgent.class.getProtectionDomain().getCodeSource().getLocation().getPath();
	}

	static void install() {
		new AgentBuilder.Default().disableClassFormatChanges()
			.with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
			.ignore(ElementMatchers.none())
			.type(ElementMatchers.named("java.time.Clock$SystemClock"))
			.transform((builder, type, loader, module, domain) -> builder
				.visit(Advice.to(Jump.class).on(ElementMatchers.named("instant"))))
			.installOn(ByteBuddyAgent.install());
	}

	static void jump(Duration jump) {
		System.setProperty(JUMP, String.valueOf(jump.toMillis()));
	}

	/** Becomes part of the clock: may refer to nothing but the JDK. */
	static final class Jump {

		private Jump() {
		}

		@Advice.OnMethodExit
		static void exit(@Advice.Return(readOnly = false) Instant now) {
			now = now.plusMillis(Long.getLong("pod.wall-clock-jump", 0L));
		}

	}

}
