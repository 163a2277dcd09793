import { checkTopic, topicMatcher } from './topic-pattern.js';

describe('topic patterns', () => {
  it.each([
    ['a.b', 'a.b', true],
    ['a.b', 'a.c', false],
    ['a.b', 'a.b.c', false],
    ['a.*', 'a.b', true],
    ['a.*', 'a', false],
    ['a.*', 'a.b.c', false],
    ['*.b', 'a.b', true],
    ['#', '', true],
    ['#', 'a', true],
    ['#', 'a.b.c', true],
    ['a.#', 'a', true],
    ['a.#', 'a.b.c', true],
    ['a.#', 'b', false],
    ['#.c', 'c', true],
    ['#.c', 'a.b.c', true],
    ['#.c', 'a.b', false],
    ['a.#.c', 'a.c', true],
    ['a.#.c', 'a.b.b.c', true],
    ['#.b.#', 'a.b.c', true],
    ['#.b.#', 'a.c', false],
    ['*.#', 'a', true],
    ['a*', 'ab', false],
    ['a.**', 'a.b', false],
  ])('%s against %s: %s', (pattern, topic, expected) => {
    expect(topicMatcher(pattern)(topic)).toBe(expected);
  });

  it('refuses topics that AMQP can not carry', () => {
    expect(() => checkTopic('a'.repeat(255))).not.toThrow();
    expect(() => checkTopic('ü'.repeat(128))).toThrow('has 256');
    expect(() => checkTopic('')).toThrow('has 0');
  });
});
