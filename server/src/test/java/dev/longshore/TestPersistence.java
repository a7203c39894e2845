package dev.longshore;

import jakarta.persistence.EntityManagerFactory;
import java.util.Properties;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.config.BootstrapMode;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

/** The server's rows and repositories over a database, without the rest of the server. */
public final class TestPersistence implements AutoCloseable {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    /**
     * Over a database that has its tables already.
     *
     * @param complete whether it has all of them, so that each row can be checked against its table
     */
    public TestPersistence(DataSource source, boolean complete) {
        context.registerBean("dataSource", DataSource.class, () -> source, bean -> bean.setDestroyMethodName(""));
        context.registerBean("ddl", String.class, () -> complete ? "validate" : "none");
        context.register(Parts.class);
        context.refresh();
    }

    /** Not a configuration by annotation, which a server in a test would find. */
    @EnableJpaRepositories(basePackages = "dev.longshore", bootstrapMode = BootstrapMode.LAZY)
    @EnableTransactionManagement
    static class Parts {

        @Bean
        static LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource source, String ddl) {
            Properties properties = new Properties();
            properties.put("hibernate.hbm2ddl.auto", ddl);
            properties.put(
                    "hibernate.physical_naming_strategy",
                    "org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl");
            properties.put("hibernate.jdbc.time_zone", "UTC");
            LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
            factory.setDataSource(source);
            factory.setPackagesToScan("dev.longshore");
            factory.setJpaVendorAdapter(DatabaseConfiguration.jpaVendorAdapter());
            factory.setJpaProperties(properties);
            return factory;
        }

        @Bean
        static JpaTransactionManager transactionManager(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }

        @Bean
        static TransactionTemplate transactionTemplate(JpaTransactionManager manager) {
            return new TransactionTemplate(manager);
        }
    }

    /** One of the server's stores; this needs nothing but repositories and transactions. */
    public <T> T store(Class<T> type) {
        return context.getAutowireCapableBeanFactory().createBean(type);
    }

    public TransactionTemplate transaction() {
        return context.getBean(TransactionTemplate.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
