import type { Problem } from '@rowhouse/contract';
import { goTo } from '../net/location.js';
import { counted } from '../text/numbers.js';

/** Is anything wrong? The answer first, the worst problem on top. */
export function Health({ problems }: { problems: readonly Problem[] }) {
  const worst = problems[0]?.severity;
  return (
    <section className={`health ${worst ?? 'well'}`} aria-label="Health">
      <p className="verdict">
        {worst === undefined ? 'All is well' : counted(problems.length, 'thing needs', 'things need')}
        {worst === undefined ? null : ' a look'}
      </p>
      {worst === undefined ? (
        <p className="soft">Jobs move, workers answer, replicas keep up.</p>
      ) : (
        <ul>
          {problems.map((problem) => (
            <li key={`${problem.code} ${problem.title}`} className={problem.severity}>
              <strong>{problem.title}</strong>
              <span>{problem.detail}</span>
              {problem.link === null ? null : <ShowThem link={problem.link} title={problem.title} />}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function ShowThem({ link, title }: { link: string; title: string }) {
  return (
    <a
      href={`${link}#jobs`}
      aria-label={`Show them: ${title}`}
      onClick={(event) => {
        event.preventDefault();
        goTo(link);
        document.getElementById('jobs')?.scrollIntoView();
      }}
    >
      Show them
    </a>
  );
}
