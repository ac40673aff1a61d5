package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.io.PrintWriter;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * A response that notices when its client has left, as a write fails. Tomcat tells no
 * listener of some asynchronous exchanges that they are over because of that.
 */
final class WatchedResponse extends HttpServletResponseWrapper {

	private final Runnable onLeave;

	/**
	 * A response that runs an action whenever a write fails.
	 * @param response the response
	 * @param onLeave the action
	 */
	WatchedResponse(HttpServletResponse response, Runnable onLeave) {
		super(response);
		this.onLeave = onLeave;
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		return new WatchedOutput(super.getOutputStream(), this.onLeave);
	}

	/** Tells of failures when it is flushed, as a writer throws none. */
	@Override
	public PrintWriter getWriter() throws IOException {
		PrintWriter writer = super.getWriter();
		return new PrintWriter(writer) {
			@Override
			public void flush() {
				super.flush();
				if (writer.checkError()) {
					WatchedResponse.this.onLeave.run();
				}
			}
		};
	}

	@Override
	public void flushBuffer() throws IOException {
		watch(super::flushBuffer, this.onLeave);
	}

	private static void watch(Write write, Runnable onLeave) throws IOException {
		try {
			write.run();
		}
		catch (IOException ex) {
			onLeave.run();
			throw ex;
		}
	}

	private interface Write {

		void run() throws IOException;

	}

	private static final class WatchedOutput extends ServletOutputStream {

		private final ServletOutputStream output;

		private final Runnable onLeave;

		WatchedOutput(ServletOutputStream output, Runnable onLeave) {
			this.output = output;
			this.onLeave = onLeave;
		}

		@Override
		public void write(int single) throws IOException {
			watch(() -> this.output.write(single), this.onLeave);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			watch(() -> this.output.write(bytes, offset, length), this.onLeave);
		}

		@Override
		public void flush() throws IOException {
			watch(this.output::flush, this.onLeave);
		}

		@Override
		public void close() throws IOException {
			watch(this.output::close, this.onLeave);
		}

		@Override
		public boolean isReady() {
			return this.output.isReady();
		}

		@Override
		public void setWriteListener(WriteListener listener) {
			this.output.setWriteListener(new WriteListener() {
				@Override
				public void onWritePossible() throws IOException {
					listener.onWritePossible();
				}

				@Override
				public void onError(Throwable failure) {
					if (failure instanceof IOException) {
						WatchedOutput.this.onLeave.run();
					}
					listener.onError(failure);
				}
			});
		}

	}

}
