/**
 * Instances as operating-system processes: the driver, what it keeps on its disk, and the watchdog, a process of its
 * own that kills them when the fencing lease ends.
 */
@NullMarked
package dev.holdfast.agent.process;

import org.jspecify.annotations.NullMarked;
