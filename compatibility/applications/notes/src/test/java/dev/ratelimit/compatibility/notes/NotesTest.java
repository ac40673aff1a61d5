package dev.ratelimit.compatibility.notes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/**
 * The notes on Netty, one server for all tests, whose digests are in a hurry. Each request
 * has a connection of its own: Reactor Netty of the versions that the matrix runs with can
 * stop reading from one that it keeps, if a request comes before it has noticed that the
 * response to the last one was sent.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "notes.digests=20ms", "server.netty.max-keep-alive-requests=1" })
@interface NotesTest {

}
