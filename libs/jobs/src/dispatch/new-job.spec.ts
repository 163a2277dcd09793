import { NewJob } from './new-job.js';

describe('a job that has just been created', () => {
  it('is known by name while it is the only one', () => {
    const newJob = new NewJob();
    expect(newJob.take()).toBeNull();
    newJob.tell('a');
    newJob.tell('a');
    expect(newJob.take()).toBe('a');
    expect(newJob.take()).toBeNull();
  });

  it('is left to a look when there are several, and after one', () => {
    const newJob = new NewJob();
    for (const id of ['a', 'b', 'c']) newJob.tell(id);
    expect(newJob.take()).toBeNull();
    newJob.tell('d');
    newJob.forget();
    expect(newJob.take()).toBeNull();
  });

  it('is not named again once it was published, however late it is told', () => {
    const newJob = new NewJob();
    newJob.published('a');
    newJob.tell('a');
    newJob.tell('b');
    expect(newJob.take()).toBe('b');
  });

  it('is forgotten after a thousand others, so that memory does not grow', () => {
    const newJob = new NewJob();
    for (let n = 0; n <= 1_024; n++) newJob.published(String(n));
    newJob.tell('0');
    expect(newJob.take()).toBe('0');
    newJob.tell('1');
    expect(newJob.take()).toBeNull();
  });
});
