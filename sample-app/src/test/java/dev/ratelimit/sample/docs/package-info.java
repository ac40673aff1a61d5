/**
 * What stands in the documentation: its code is compiled, its configuration bound, its
 * pictures drawn.
 */
@NullMarked
package dev.ratelimit.sample.docs;

import org.jspecify.annotations.NullMarked;
