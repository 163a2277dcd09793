export { createLogger, type Logger, maskUrlPasswords } from './logger.js';
export { Metrics } from './metrics.js';
