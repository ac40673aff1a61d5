package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

class WatchedResponseTests {

	private final AtomicInteger left = new AtomicInteger();

	private final Connection connection = new Connection();

	private final WatchedResponse response = new WatchedResponse(this.connection, this.left::incrementAndGet);

	@Test
	void aClientThatStaysIsNotGone() throws IOException {
		this.response.getOutputStream().write(new byte[] { 1, 2 });
		this.response.getOutputStream().flush();
		this.response.getWriter().write("more");
		this.response.getWriter().flush();
		assertThat(this.response.getWriter().checkError()).isFalse();
		this.response.flushBuffer();
		assertThat(this.left).hasValue(0);
		assertThat(this.connection.written).isEqualTo(2 + 4);
	}

	@Test
	void aWriteOrAFlushThatFailsTells() throws IOException {
		ServletOutputStream output = this.response.getOutputStream();
		this.connection.reset = true;
		assertThatIOException().isThrownBy(() -> output.write(1));
		assertThatIOException().isThrownBy(() -> output.write(new byte[3]));
		assertThatIOException().isThrownBy(output::flush);
		assertThatIOException().isThrownBy(this.response::flushBuffer);
		assertThat(this.left).hasValue(4);
	}

	@Test
	void aWriterTellsWhenItIsFlushedOrAsked() throws IOException {
		PrintWriter writer = this.response.getWriter();
		this.connection.reset = true;
		writer.write("event");
		writer.flush();
		assertThat(this.left).hasValue(1);
		assertThat(writer.checkError()).isTrue();
		assertThat(this.left).hasValue(2);
	}

	@Test
	void anErrorThatTheServerTellsAListenerIsToldToBoth() throws IOException {
		WriteListener listener = mock();
		this.response.getOutputStream().setWriteListener(listener);
		this.connection.listener.onWritePossible();
		then(listener).should().onWritePossible();
		assertThat(this.left).hasValue(0);
		IOException failure = new IOException("reset");
		this.connection.listener.onError(failure);
		then(listener).should().onError(failure);
		assertThat(this.left).hasValue(1);
	}

	/** A response on a connection that can be reset. */
	private static final class Connection extends HttpServletResponseWrapper {

		private boolean reset;

		private int written;

		private WriteListener listener = mock();

		private final PrintWriter writer = new PrintWriter(output());

		Connection() {
			super(new MockHttpServletResponse());
		}

		private void send(int bytes) throws IOException {
			if (this.reset) {
				throw new IOException("Connection reset");
			}
			this.written += bytes;
		}

		private ServletOutputStream output() {
			return new ServletOutputStream() {
				@Override
				public void write(int single) throws IOException {
					send(1);
				}

				@Override
				public void flush() throws IOException {
					send(0);
				}

				@Override
				public boolean isReady() {
					return true;
				}

				@Override
				public void setWriteListener(WriteListener listener) {
					Connection.this.listener = listener;
				}
			};
		}

		@Override
		public ServletOutputStream getOutputStream() {
			return output();
		}

		@Override
		public PrintWriter getWriter() {
			return this.writer;
		}

		@Override
		public void flushBuffer() throws IOException {
			send(0);
		}

	}

}
