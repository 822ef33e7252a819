/**
 * Bytes for what is kept and sent: CBOR by Jackson, with logical names instead of class names. Core knows nothing of
 * it; each noun's package names its own types.
 */
@NullMarked
package dev.holdfast.node.codec;

import org.jspecify.annotations.NullMarked;
