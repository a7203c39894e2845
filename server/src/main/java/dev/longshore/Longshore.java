package dev.longshore;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The server's main class; without the frontend on the class path it is a headless aggregator. */
@SpringBootApplication
@EnableScheduling
@ConfigurationPropertiesScan
public class Longshore {

    static void main(String[] args) {
        SpringApplication.run(Longshore.class, args);
    }
}
