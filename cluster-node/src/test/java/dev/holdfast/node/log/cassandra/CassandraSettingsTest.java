package dev.holdfast.node.log.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CassandraSettingsTest {
    @Test
    void byDefaultNothingIsRiskedAndNobodyIsTrusted() {
        CassandraSettings settings = CassandraSettings.from(with(""));
        assertThat(settings.weakerThanSafe()).isFalse();
        assertThat(settings.access()).isEqualTo(CassandraSettings.Access.OPEN);
        assertThat(settings.contactPoints()).containsExactly("127.0.0.1:9042");
        assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "contact-points = \"\"           | contact-points",
                "contact-points = somewhere    | contact-points",
                "keyspace = \"Two words\"       | keyspace",
                "user = holdfast               | user and password file are given together",
                "tls.key = key.pem             | certificate and key are given together",
                "request-timeout = 0s          | must be positive",
                "in-flight-at-most = 0         | in-flight-at-most",
                "page-rows = 0                 | page-rows",
                "weaker-than-safe = yes        | word for word: yes, acknowledged commands may be lost"
            })
    void aValueThatBreaksItsRuleIsRefusedByName(String setting, String named) {
        Config config = with(setting);
        assertThatThrownBy(() -> CassandraSettings.from(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("holdfast.log.cassandra")
                .hasMessageContaining(named);
    }

    @Test
    void theRiskIsTakenOnlyInTheseVeryWords() {
        assertThat(CassandraSettings.from(with("weaker-than-safe = \"yes, acknowledged commands may be lost\""))
                        .weakerThanSafe())
                .isTrue();
    }

    private static Config with(String setting) {
        return ConfigFactory.parseString("holdfast.log.cassandra { " + setting + " }")
                .withFallback(ConfigFactory.load())
                .resolve();
    }
}
