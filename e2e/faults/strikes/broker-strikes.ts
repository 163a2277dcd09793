import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, jobThatIs, longJobs, untilLogged } from '../fault.js';
import type { FaultHouse } from '../fault-house.js';

/** Only a house with RabbitMQ has these faults. */
function brokerOf({ broker }: FaultHouse) {
  if (!broker) throw new Error('This house has no RabbitMQ.');
  return broker;
}

export const brokerStrikes: Fault[] = [
  {
    name: 'RabbitMQ killed and started again',
    drivers: ['rabbitmq'],
    short: ['rabbitmq'],
    async strike(house, load) {
      await jobThatIs(house, 'midway', await longJobs(load));
      await brokerOf(house).kill();
      await brokerOf(house).start();
    },
  },
  {
    name: 'RabbitMQ stopped for a while, a minute in the full form',
    drivers: ['rabbitmq'],
    short: [],
    async strike(house, load, { outageMs }) {
      await jobThatIs(house, 'midway', await longJobs(load));
      await brokerOf(house).stop();
      await sleep(outageMs);
      await brokerOf(house).start();
    },
  },
  {
    name: 'connections to RabbitMQ half-open: packets are swallowed until both sides give up',
    drivers: ['rabbitmq'],
    short: [],
    async strike(house, load) {
      await jobThatIs(house, 'midway', await longJobs(load));
      const lines = house.lodgers.map(({ amqp }) => amqp);
      await untilLogged(house.admin, 'lost the connection to RabbitMQ', async () => {
        for (const line of lines) line?.freeze();
      });
      // RabbitMQ may notice a little later than its clients: two missed heartbeats of ten seconds each.
      await sleep(5000);
      for (const line of lines) line?.cut();
    },
  },
  {
    name: 'connections to RabbitMQ half-open for a moment: everything arrives late',
    drivers: ['rabbitmq'],
    short: ['rabbitmq'],
    async strike(house, load) {
      await jobThatIs(house, 'midway', await longJobs(load, 2000));
      const lines = house.lodgers.map(({ amqp }) => amqp);
      for (const line of lines) line?.freeze();
      // Longer than the dispatcher waits for a confirmation.
      await sleep(7000);
      for (const line of lines) await line?.restore();
    },
  },
  {
    name: "RabbitMQ's memory alarm is on",
    drivers: ['rabbitmq'],
    short: ['rabbitmq'],
    async strike(house, load, { outageMs }) {
      await longJobs(load, 500);
      await untilLogged(house.admin, 'RabbitMQ takes no messages', async () => {
        await brokerOf(house).ctl(['set_vm_memory_high_watermark', 'absolute', '1MB']);
        await longJobs(load, 500);
      });
      // Longer than the dispatcher waits for a confirmation.
      await sleep(Math.min(outageMs, 20_000));
      await brokerOf(house).ctl(['set_vm_memory_high_watermark', 'absolute', '1GB']);
    },
  },
];
