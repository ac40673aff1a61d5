package dev.ratelimit.internal.advice;

/**
 * An estimated share.
 *
 * @param value from 0 to 1
 * @param error what the value is off by, in 19 cases of 20 at most; 0 if it is exact
 */
public record Share(double value, double error) {

}
