import { Module } from '@nestjs/common';
import { DatasetController } from './dataset.controller.js';
import { DatasetListController } from './dataset-list.controller.js';
import { RevisionsController } from './revisions.controller.js';

/** Datasets and their history. */
@Module({ controllers: [DatasetListController, DatasetController, RevisionsController] })
export class DatasetsModule {}
