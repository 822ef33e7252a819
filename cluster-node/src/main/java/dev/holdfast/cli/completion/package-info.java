/** What a shell asks when somebody presses the tabulator key. */
@NullMarked
package dev.holdfast.cli.completion;

import org.jspecify.annotations.NullMarked;
