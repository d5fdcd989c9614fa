// Checks the parameters, which batch mode does not, and fills in the names between double underscores. An illegal
// parameter ends the generation with everything that is wrong in one message, and leaves nothing behind.

import groovy.xml.XmlSlurper
import java.nio.file.Files
import java.nio.file.Path
import javax.lang.model.SourceVersion

def legal = [
    groupId    : 'letters, digits, hyphens and underscores in parts with a dot between, for example com.example',
    artifactId : 'letters, digits, dots, hyphens and underscores, not beginning or ending with a dot, for example catalog',
    version    : 'letters, digits, dots, hyphens and plus signs, for example 1.0.0-SNAPSHOT',
    package    : 'a Java package name without keywords and double underscores, not below java or javax, for example com.example.catalog',
    serviceName: 'a name that Kubernetes takes: 1 to 40 lower-case letters, digits and single hyphens, beginning with a letter, for example catalog',
    javaVersion: '17, 21 or 25'
]
def values = legal.keySet().collectEntries { [it, request.properties.getProperty(it)] }

def metadata = Thread.currentThread().contextClassLoader.getResourceAsStream('META-INF/maven/archetype-metadata.xml')
def expressions = metadata.withCloseable { new XmlSlurper().parse(it) }.requiredProperties.requiredProperty.collectEntries {
    [it.@key.text(), it.validationRegex.text()]
}
def illegal = values.findAll { name, value ->
    !(value ==~ expressions[name]) || (name == 'package' && !SourceVersion.isName(value))
}

// A service name that was derived from an illegal artifactId is not the user's mistake.
if (illegal.artifactId && values.serviceName == values.artifactId.toLowerCase().replaceAll(/[^a-z0-9]+/, '-')) {
    illegal.remove('serviceName')
}

def directory = new File(request.outputDirectory, request.artifactId).toPath().normalize()

if (illegal) {
    removeGenerated(directory, Path.of(request.outputDirectory), request.mavenSession.startTime.time)
    throw new IllegalArgumentException(illegal.collect { name, value -> "${name} '${value}' is illegal, use ${legal[name]}" }.join('\n'))
}

values += [
    alwaysonVersion: request.archetypeVersion,
    // Before 24 a virtual thread in synchronized code, as drivers have it, pins its carrier thread.
    virtualThreads : (values.javaVersion.toInteger() >= 24).toString()
]
Files.walk(directory).withCloseable { paths -> paths.filter { Files.isRegularFile(it) }.toList() }.each { file ->
    def text = Files.readString(file)
    def filled = text.replaceAll(/__([A-Za-z]+)__/) { token, name -> values.getOrDefault(name, token) }
    if (filled != text) {
        Files.writeString(file, filled)
    }
}

/** Removes what this run has written, and the directories that it leaves empty; what was there before stays. */
void removeGenerated(Path directory, Path outputDirectory, long start) {
    if (Files.exists(directory)) {
        def paths = Files.walk(directory).withCloseable { it.toList() }
        paths.reverse().each { path ->
            if (Files.isDirectory(path)) {
                removeIfEmpty(path)
            }
            else if (Files.getLastModifiedTime(path).toMillis() >= start) {
                Files.delete(path)
            }
        }
    }
    // An artifactId such as a/b has made more than one directory.
    def above = directory.parent
    while (above != null && above.startsWith(outputDirectory) && above != outputDirectory) {
        removeIfEmpty(above)
        above = above.parent
    }
}

void removeIfEmpty(Path directory) {
    def list = directory.toFile().list()
    if (list != null && list.length == 0) {
        Files.delete(directory)
    }
}
