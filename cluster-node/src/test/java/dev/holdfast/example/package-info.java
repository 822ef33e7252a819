/**
 * Programs for readers of docs/client.md: they need the client jar, gRPC and nothing else of Holdfast. Compiled and run
 * by the build, so that they stay true.
 */
@NullMarked
package dev.holdfast.example;

import org.jspecify.annotations.NullMarked;
