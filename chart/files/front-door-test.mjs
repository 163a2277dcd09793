// `helm test`: the front door reaches api and admin, and hides what is for operators.
const expected = {
  '/healthcheck': 200,
  '/admin/healthcheck': 200,
  '/api/datasets': 200,
  '/metrics': 404,
  '/admin/metrics': 404,
};
for (const [path, status] of Object.entries(expected)) {
  const answer = await fetch(`${process.env.FRONT_DOOR}${path}`);
  console.log(`${path} ${answer.status}`);
  if (answer.status !== status) {
    console.error(`expected ${status}: ${await answer.text()}`);
    process.exitCode = 1;
  }
}
