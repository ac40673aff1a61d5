package dev.ratelimit.internal.call;

import dev.ratelimit.internal.method.PackagePrivateMethods;

/**
 * Inherits methods that nothing in its own package can see.
 */
public class Outsider extends PackagePrivateMethods {

}
