/**
 * The kill switch in a file.
 */
@NullMarked
package io.alwayson.health.file;

import org.jspecify.annotations.NullMarked;
