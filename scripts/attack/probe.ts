/** Posts signed deliveries steadily, as a sender who has to get through does. */
import { setTimeout as delay } from "node:timers/promises";
import { Post } from "../sim/delivery";
import { castPeople } from "../sim/story";
import type { Random } from "../sim/random";
import { Wire } from "../sim/wire";
import { World } from "../sim/world";
import type { Target } from "./family";
import { remember } from "./signed";

const EVERY_MS = 100;
const PEOPLE = 20;
/** Only one that never answers is at fault: what is slow shows in the table. */
const PATIENCE_MS = 10 * 60 * 1000;

export interface Reading {
  sent: number;
  /** Answers other than 200, by their status. */
  refused: number[];
  slowestMs: number;
}

export class Probe {
  readonly #wire: Wire;
  readonly #post: Post;
  #isStopped = false;
  #running: Promise<void> | undefined;
  #reading: Reading = { sent: 0, refused: [], slowestMs: 0 };
  readonly #target: Target;
  readonly #random: Random;

  constructor(target: Target, random: Random) {
    this.#target = target;
    this.#random = random;
    this.#wire = new Wire(target.webhook.href, 1, PATIENCE_MS);
    this.#post = new Post(random, target.secret);
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
    this.#wire.close();
  }

  /** What happened since it was last read, at least one delivery. */
  async read(): Promise<Reading> {
    const { sent } = this.#reading;
    while (this.#reading.sent === sent) {
      await delay(EVERY_MS / 10);
    }
    const reading = this.#reading;
    this.#reading = { sent: 0, refused: [], slowestMs: 0 };
    return reading;
  }

  async #run(): Promise<void> {
    const world = new World(this.#random);
    const people = castPeople(this.#random, PEOPLE);
    while (!this.#isStopped) {
      const event = world.receive(this.#random.pick(people), Date.now());
      const answer = await this.#wire.post(this.#post.single(event));
      remember({ target: this.#target }, answer);
      const reading = this.#reading;
      reading.sent += 1;
      reading.slowestMs = Math.max(reading.slowestMs, answer.milliseconds);
      if (answer.status !== 200) {
        reading.refused.push(answer.status);
      }
      await delay(EVERY_MS);
    }
  }
}
