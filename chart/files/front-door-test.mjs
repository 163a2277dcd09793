// `helm test`: the front door reaches api and admin, and hides what the values say.
const expected = {
  '/healthcheck': 200,
  '/admin/healthcheck': process.env.ADMIN_STATUS,
  '/api/datasets': 200,
  '/metrics': process.env.METRICS_STATUS,
  '/admin/metrics': process.env.ADMIN_METRICS_STATUS,
};
for (const [path, status] of Object.entries(expected)) {
  const answer = await fetch(`${process.env.FRONT_DOOR}${path}`);
  console.log(`${path} ${answer.status}`);
  if (answer.status !== Number(status)) {
    console.error(`expected ${status}: ${await answer.text()}`);
    process.exitCode = 1;
  }
}
