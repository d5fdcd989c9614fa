package io.alwayson.resilience.azure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventDataBatch;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.CreateBatchOptions;
import com.azure.messaging.eventhubs.models.SendOptions;
import io.alwayson.resilience.Alarm;
import io.alwayson.resilience.CallType;
import io.alwayson.resilience.Corridor;
import io.alwayson.resilience.Operation;
import io.alwayson.workload.context.Deadline;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;

/**
 * Takes what a producer sends through the corridor. Its link is opened in the background
 * and not by attempts: one that is ended while the connection opens would end that too,
 * and many of them would open it again and again.
 */
final class EventHubProducerAdvice implements MethodInterceptor {

	/** A try to connect that failed at once shall not keep the next one away for long. */
	private static final Duration REST = Duration.ofMillis(250);

	private final EventHubProducerClient producer;

	private final Corridor corridor;

	private final MessageProperties properties;

	private final Connection<Boolean> link;

	private EventHubProducerAdvice(EventHubProducerClient producer, Corridor corridor, MessageProperties properties) {
		this.producer = producer;
		this.corridor = corridor;
		this.properties = properties;
		this.link = new Connection<>(corridor.dependency().name(), this::open, (opened) -> {
		}, REST, corridor::now);
	}

	/** The same producer, protected. */
	static EventHubProducerClient around(EventHubProducerClient producer, Corridor corridor,
			MessageProperties properties) {
		ProxyFactory factory = new ProxyFactory();
		factory.setTarget(producer);
		factory.setProxyTargetClass(true);
		factory.addAdvice(new EventHubProducerAdvice(producer, corridor, properties));
		return (EventHubProducerClient) factory.getProxy(EventHubProducerClient.class.getClassLoader());
	}

	/** Whether that was done already. */
	static boolean isAround(EventHubProducerClient producer) {
		return producer instanceof Advised advised && Stream.of(advised.getAdvisors())
			.anyMatch((advisor) -> advisor.getAdvice() instanceof EventHubProducerAdvice);
	}

	/** Asks for the largest size of a batch, which only an open link knows. */
	private Boolean open() {
		Thread opener = Thread.currentThread();
		// The client itself waits without a limit where nothing answers.
		Alarm alarm = this.corridor.alarm(
				Deadline.after(this.corridor.dependency().resilience().connectTimeout(), this.corridor.now()),
				opener::interrupt);
		try {
			this.producer.createBatch();
			return true;
		}
		finally {
			alarm.end();
		}
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Method method = invocation.getMethod();
		@Nullable Object[] arguments = invocation.getArguments();
		return switch (method.getName()) {
			case "send" -> {
				call(CallType.IDEMPOTENT_WRITE, () -> send(arguments));
				yield null;
			}
			case "createBatch", "getEventHubProperties", "getPartitionProperties" ->
				call(CallType.READ, () -> Objects.requireNonNull(ask(method, arguments)));
			case "close" -> {
				this.link.close();
				yield invocation.proceed();
			}
			default -> invocation.proceed();
		};
	}

	private <T> T call(CallType type, Operation<T, Exception> operation) throws Exception {
		return this.corridor.call(type, () -> {
			this.link.get(Patience.in(this.corridor));
			try {
				return operation.run();
			}
			catch (RuntimeException ex) {
				this.link.forget();
				throw ex;
			}
		});
	}

	private @Nullable Object ask(Method method, @Nullable Object[] arguments) throws Exception {
		try {
			return method.invoke(this.producer, arguments);
		}
		catch (InvocationTargetException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure : ex;
		}
	}

	@SuppressWarnings("unchecked")
	private boolean send(@Nullable Object[] arguments) {
		Object what = Objects.requireNonNull(arguments[0], "There is nothing to send: null");
		if (what instanceof EventDataBatch batch) {
			this.producer.send(batch);
			return true;
		}
		SendOptions options = (arguments.length > 1 && arguments[1] != null) ? (SendOptions) arguments[1]
				: new SendOptions();
		Iterable<EventData> events = (what instanceof EventData event) ? List.of(event) : (Iterable<EventData>) what;
		send(events, options);
		return true;
	}

	/** The client itself drops an event that is too large without a word. */
	private void send(Iterable<EventData> events, SendOptions options) {
		EventDataBatch batch = this.producer
			.createBatch(new CreateBatchOptions().setPartitionKey(options.getPartitionKey())
				.setPartitionId(options.getPartitionId()));
		int number = 0;
		for (EventData event : events) {
			number++;
			this.properties.addTo(event.getProperties());
			if (!batch.tryAdd(event)) {
				throw new AmqpException(false, AmqpErrorCondition.LINK_PAYLOAD_SIZE_EXCEEDED,
						"Event " + number + " does not fit into a batch of at most " + batch.getMaxSizeInBytes()
								+ " bytes, and nothing was sent",
						null);
			}
		}
		this.producer.send(batch);
	}

}
