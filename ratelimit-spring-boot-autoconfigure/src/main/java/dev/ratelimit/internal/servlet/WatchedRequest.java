package dev.ratelimit.internal.servlet;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request that notices when its client has left, as reading its body fails. Servers
 * throw for that what a handler's other connections throw, too.
 */
final class WatchedRequest extends HttpServletRequestWrapper {

	private final HttpServletResponse response;

	private final Runnable onLeave;

	private final Runnable onComplete;

	private @Nullable BufferedReader reader;

	/**
	 * A request that runs an action whenever its body cannot be read.
	 * @param request the request
	 * @param response its response, which notices the same as its body is written
	 * @param onLeave the action
	 * @param onComplete another, run when the application completes the asynchronous
	 * exchange
	 */
	WatchedRequest(HttpServletRequest request, HttpServletResponse response, Runnable onLeave, Runnable onComplete) {
		super(request);
		this.response = response;
		this.onLeave = onLeave;
		this.onComplete = onComplete;
	}

	/** By itself a server goes on with its own request and response. */
	@Override
	public AsyncContext startAsync() {
		return startAsync(this, this.response);
	}

	@Override
	public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
		return new WatchedAsync(super.startAsync(request, response), this.onComplete);
	}

	@Override
	public AsyncContext getAsyncContext() {
		return new WatchedAsync(super.getAsyncContext(), this.onComplete);
	}

	@Override
	public ServletInputStream getInputStream() throws IOException {
		return new WatchedInput(super.getInputStream(), this.onLeave);
	}

	@Override
	public BufferedReader getReader() throws IOException {
		BufferedReader watched = this.reader;
		if (watched == null) {
			watched = new BufferedReader(new WatchedReader(super.getReader(), this.onLeave));
			this.reader = watched;
		}
		return watched;
	}

	private static int watch(Read read, Runnable onLeave) throws IOException {
		try {
			return read.run();
		}
		catch (IOException ex) {
			onLeave.run();
			throw ex;
		}
	}

	private interface Read {

		int run() throws IOException;

	}

	private static final class WatchedReader extends FilterReader {

		private final Runnable onLeave;

		WatchedReader(Reader reader, Runnable onLeave) {
			super(reader);
			this.onLeave = onLeave;
		}

		@Override
		public int read(char[] characters, int offset, int length) throws IOException {
			return watch(() -> super.read(characters, offset, length), this.onLeave);
		}

	}

	private static final class WatchedInput extends ServletInputStream {

		private final ServletInputStream input;

		private final Runnable onLeave;

		WatchedInput(ServletInputStream input, Runnable onLeave) {
			this.input = input;
			this.onLeave = onLeave;
		}

		@Override
		public int read() throws IOException {
			return watch(this.input::read, this.onLeave);
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			return watch(() -> this.input.read(bytes, offset, length), this.onLeave);
		}

		@Override
		public int available() throws IOException {
			return this.input.available();
		}

		@Override
		public boolean isFinished() {
			return this.input.isFinished();
		}

		@Override
		public boolean isReady() {
			return this.input.isReady();
		}

		@Override
		public void setReadListener(ReadListener listener) {
			this.input.setReadListener(new ReadListener() {
				@Override
				public void onDataAvailable() throws IOException {
					listener.onDataAvailable();
				}

				@Override
				public void onAllDataRead() throws IOException {
					listener.onAllDataRead();
				}

				@Override
				public void onError(Throwable failure) {
					if (failure instanceof IOException) {
						WatchedInput.this.onLeave.run();
					}
					listener.onError(failure);
				}
			});
		}

	}

}
