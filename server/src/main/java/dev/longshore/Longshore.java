package dev.longshore;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The server's main class; without the frontend on the class path it is a headless aggregator. */
@SpringBootApplication(nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class) // two packages may say Sessions
@EnableScheduling
@ConfigurationPropertiesScan
public class Longshore {

    static void main(String[] args) {
        switch (args.length == 1 ? args[0] : "") {
            case "health" -> System.exit(HealthCommand.run(System.getenv()));
            case "train" -> System.exit(TrainCommand.run());
            default -> SpringApplication.run(Longshore.class, args);
        }
    }
}
