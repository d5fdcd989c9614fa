/**
 * Holds the documents to the code: keys, defaults, names, links and examples.
 */
@NullMarked
package io.alwayson.kit.docs;

import org.jspecify.annotations.NullMarked;
