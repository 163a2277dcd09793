export { listenBacklog } from './listen-backlog.js';
export { NestLog } from './nest-log.js';
export { type Page, servePage } from './serve-page.js';
export { ServerCertificate } from './server-certificate.js';
