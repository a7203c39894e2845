package dev.longshore.inventory;

import dev.longshore.link.Agents;
import dev.longshore.link.Enrolment;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Joins the inventory to the link. The link is looked up when it is needed: it holds the inventory as a listener, and the
 * inventory asks through it.
 */
@Configuration(proxyBeanMethods = false)
class InventoryConfiguration {

    @Bean
    @Order(FleetBook.ORDER)
    FleetBook fleetBook(
            ObjectProvider<Enrolment> enrolment, ObjectProvider<Agents> agents, HostFactsStore store, Clock clock) {
        return new FleetBook(
                host -> enrolment.getObject().host(host),
                host -> agents.getObject().requestInventory(host),
                store::load,
                store::forget,
                clock);
    }

    @Bean
    HostQuestions hostQuestions(ObjectProvider<Agents> agents) {
        return new HostQuestions(
                (host, question, deadline) -> agents.getObject().query(host, question, deadline));
    }

    /** Before the ports open, so that nobody sees an empty fleet. */
    @Bean
    SmartInitializingSingleton loadHosts(FleetBook book, ObjectProvider<Enrolment> enrolment) {
        return () -> book.load(enrolment.getObject().hosts());
    }
}
