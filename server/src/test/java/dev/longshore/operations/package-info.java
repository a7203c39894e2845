/** Tests of the gateway, over a real database and agents that the test plays. */
package dev.longshore.operations;
