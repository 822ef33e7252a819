package dev.holdfast.node.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.region.SizeCatalogue;
import dev.holdfast.core.shared.Quantities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeSettingsTest {
    @Test
    void theDefaultsAreThese() {
        SizeCatalogue sizes = SizeSettings.from(ConfigFactory.defaultReference());
        assertThat(sizes.names()).isEqualTo("small, medium, large, xlarge");
        assertThat(sizes.size("large")).contains(new Quantities(4, 16_384, 80, 0));
        assertThat(sizes.size("huge")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ name = Big, cores = 1, memory-mib = 128, disk-gib = 0, gpus = 0 } | holdfast.sizes[0].name",
                "{ name = a, cores = 0, memory-mib = 128, disk-gib = 0, gpus = 0 } | cores': must be from 1 to 4096, not 0",
                "{ name = a, cores = 1, memory-mib = 64, disk-gib = 0, gpus = 0 } | memory-mib': must be from 128",
                "{ name = a, cores = 1, memory-mib = 128, disk-gib = 0, gpus = 0, ram = 1 } | has ram; known are",
                "{ name = a, memory-mib = 128, disk-gib = 0, gpus = 0 } | cores"
            })
    void aBadSizeIsRefusedByItsKeyAndRule(String entry, String said) {
        assertThatThrownBy(() -> SizeSettings.from(ConfigFactory.parseString("holdfast.sizes = [" + entry + "]")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(said);
    }

    @Test
    void twoSizesOfOneNameAreRefused() {
        String size = "{ name = a, cores = 1, memory-mib = 128, disk-gib = 0, gpus = 0 }";
        assertThatThrownBy(() ->
                        SizeSettings.from(ConfigFactory.parseString("holdfast.sizes = [" + size + ", " + size + "]")))
                .isInstanceOf(ConfigException.BadValue.class)
                .hasMessageContaining("two sizes are called a");
    }
}
