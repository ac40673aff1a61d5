/**
 * Words for messages. Knows the JDK only.
 */
@NullMarked
package dev.ratelimit.internal.text;

import org.jspecify.annotations.NullMarked;
