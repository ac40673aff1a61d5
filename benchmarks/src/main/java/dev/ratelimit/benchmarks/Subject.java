package dev.ratelimit.benchmarks;

/**
 * What is measured: something that answers a call by a key. The answer is what the caller
 * looks at; whatever it was taken from is garbage.
 */
@FunctionalInterface
interface Subject {

	Object ask(String key);

}
