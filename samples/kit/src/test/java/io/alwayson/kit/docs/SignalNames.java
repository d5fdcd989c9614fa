package io.alwayson.kit.docs;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/**
 * Names of metrics, attributes and fields that a starter emits: the constants
 * {@code alwayson.*} of its types that end in Metrics or Names.
 */
final class SignalNames {

	private SignalNames() {
	}

	static Set<String> of(String starter) {
		Set<String> names = new TreeSet<>();
		new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages("io.alwayson." + starter)
			.stream()
			.filter((type) -> type.getSimpleName().endsWith("Metrics") || type.getSimpleName().endsWith("Names"))
			.map(JavaClass::reflect)
			.forEach((type) -> collect(type, names));
		return names;
	}

	private static void collect(Class<?> type, Set<String> names) {
		for (Field field : type.getDeclaredFields()) {
			if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
				try {
					field.setAccessible(true);
					String value = (String) field.get(null);
					if (value.startsWith("alwayson.")) {
						names.add(value);
					}
				}
				catch (IllegalAccessException ex) {
					throw new IllegalStateException(ex);
				}
			}
		}
	}

}
