package dev.ratelimit.internal.expression;

/**
 * What expressions can call where there is no request. Public only so that it can be
 * named in a native image's hints.
 */
public final class NoCall implements CallFunctions {

}
