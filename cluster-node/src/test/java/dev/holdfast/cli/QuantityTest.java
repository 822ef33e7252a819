package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({"512MiB,512", "512m,512", "4GiB,4096", "4Gi,4096", "4g,4096", "2TiB,2097152", " 1GiB ,1024"})
    void readsSizesInMebibytes(String typed, long mebibytes) {
        assertThat(Quantity.mebibytes(typed)).isEqualTo(mebibytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "4GB", "-1GiB", "1.5GiB", "", "GiB", "9999999999999GiB"})
    void refusesSizesThatCouldMeanSomethingElse(String typed) {
        assertThatThrownBy(() -> Quantity.mebibytes(typed))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("such as 4GiB");
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "30s,30000", "5m,300000", "1h,3600000", "1d,86400000"})
    void readsTimes(String typed, long millis) {
        assertThat(Quantity.duration(typed)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void writesSizesAndAgesShortly() {
        assertThat(Quantity.mebibytes(4096)).isEqualTo("4GiB");
        assertThat(Quantity.mebibytes(1536)).isEqualTo("1536MiB");
        assertThat(Quantity.age(Duration.ofSeconds(119))).isEqualTo("119s");
        assertThat(Quantity.age(Duration.ofMinutes(119))).isEqualTo("119m");
        assertThat(Quantity.age(Duration.ofHours(47))).isEqualTo("47h");
        assertThat(Quantity.age(Duration.ofDays(9))).isEqualTo("9d");
        assertThat(Quantity.age(Duration.ofSeconds(-5))).isEqualTo("0s");
    }
}
