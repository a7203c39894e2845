/** Tests of the inventory, and a fleet for other tests whose agents the test plays. */
package dev.longshore.inventory;
