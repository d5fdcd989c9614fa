/**
 * Proves the BOM as a stranger uses it: nested builds of plain projects, from an empty
 * local repository.
 */
@NullMarked
package io.alwayson.kit.bom;

import org.jspecify.annotations.NullMarked;
