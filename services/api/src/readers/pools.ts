import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ReaderPool } from './reader-pool.js';

/** Readers of filters and searches: short tasks of which a user waits for the answer. */
@Injectable()
export class QueryReaders extends ReaderPool implements OnApplicationShutdown {
  onApplicationShutdown(): void {
    this.close();
  }
}

/** Readers of downloads, which may take as long as a client takes for them: a pool of their own. */
@Injectable()
export class ExportReaders extends ReaderPool implements OnApplicationShutdown {
  onApplicationShutdown(): void {
    this.close();
  }
}
