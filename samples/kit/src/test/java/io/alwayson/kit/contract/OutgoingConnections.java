package io.alwayson.kit.contract;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * Hears of every connection that anything in this process is about to open through
 * {@link java.net.Socket}, the JDK's HTTP clients or OkHttp: all of them first ask for a
 * proxy.
 */
final class OutgoingConnections extends ProxySelector implements AutoCloseable {

	private final @Nullable ProxySelector before = ProxySelector.getDefault();

	private final List<URI> targets = new CopyOnWriteArrayList<>();

	private OutgoingConnections() {
	}

	static OutgoingConnections watch() {
		OutgoingConnections watch = new OutgoingConnections();
		ProxySelector.setDefault(watch);
		return watch;
	}

	List<URI> targets() {
		return this.targets;
	}

	@Override
	public List<Proxy> select(URI uri) {
		this.targets.add(uri);
		return List.of(Proxy.NO_PROXY);
	}

	@Override
	public void connectFailed(URI uri, SocketAddress address, IOException failure) {
		// Was heard of before.
	}

	@Override
	public void close() {
		ProxySelector.setDefault(this.before);
	}

}
