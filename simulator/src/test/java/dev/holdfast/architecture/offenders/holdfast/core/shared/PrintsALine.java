package dev.holdfast.architecture.offenders.holdfast.core.shared;

final class PrintsALine {
    void print(String line) {
        System.out.println(line);
    }
}
