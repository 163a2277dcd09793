export { type ConvertedSplit, type ConvertRequest, convertToParquet } from './convert/convert.js';
export type { MediaFolder } from './convert/media-listing.js';
export type { SourceFile } from './convert/source.js';
export type { ParquetFile } from './convert/write-parts.js';
export { quoteIdentifier, quoteLiteral, quotePath } from './engine/quote.js';
export { ScratchFolder } from './engine/scratch-folder.js';
export { TableEngine, type TableEngineOptions } from './engine/table-engine.js';
export { type ExportFormat, exportFormats } from './export/export-format.js';
export { type ExportRequest, exportRows } from './export/export-rows.js';
export { type CompiledFilter, compileFilter, type FilterText } from './filter/compile.js';
export { FilterError } from './filter/filter-error.js';
export {
  type FilteredPage,
  type FilteredPageRequest,
  type FilterFindings,
  filteredPage,
  rowsByNumber,
} from './filter/filtered-page.js';
export { filterLimits } from './filter/limits.js';
export { nearNames } from './filter/near-names.js';
export { onlyRows } from './filter/only-rows.js';
export { type FilteredTable, hidesRowNumber } from './filter/relation.js';
export { TableReader, type TableReaderOptions } from './filter/table-reader.js';
export { formatOfName, type NamedFormat, type TableFormat } from './formats/file-name.js';
export { compareNaturally } from './formats/natural-order.js';
export { mediaBase, mediaFileBase } from './media/media-cell.js';
export { isMedia } from './media/media-feature.js';
export type { MediaFile } from './media/media-lookup.js';
export { type MediaRequest, mediaAt, readMedia } from './media/read-media.js';
export { type MediaType, mediaTypeOf, mediaTypeOfName, SNIFFED_BYTES } from './media/sniff.js';
export { type NumbersRequest, readNumbers } from './numbers/read-numbers.js';
export { type PricesRequest, readPrices } from './numbers/read-prices.js';
export { writeLabels } from './numbers/write-labels.js';
export { type CellRequest, readCell, type WholeCell } from './page/read-cell.js';
export { type PageRequest, readPage, readPageJson } from './page/read-page.js';
export type { PageFile } from './page/slices.js';
export { type FirstRowsRequest, type FirstRowsResult, firstRows } from './preview/first-rows.js';
export type { PreviewLimits } from './preview/truncate.js';
export { buildSearchIndex, type SearchIndexRequest } from './search/index/build-search-index.js';
export { textColumns } from './search/index/cell-texts.js';
export { indexVersion } from './search/index/index-format.js';
export { DamagedIndex, SearchPool, type SearchPoolOptions } from './search/run/search-pool.js';
export { SplitSearch, type SplitSearchRequest, type SplitSearchResult } from './search/split-search.js';
export type { QueryTable } from './sql/locked-instance.js';
export { type ParsedQuery, parseQuery } from './sql/parse-query.js';
export { type QueryLimits, queryLimits } from './sql/query-limits.js';
export { type QueryOutput, type QueryRequest, runQuery } from './sql/run-query.js';
export { type DescribeRequest, describe } from './statistics/describe.js';
export { countUrls, type UrlCount } from './texts/count-urls.js';
export { scanTexts, type TextScan, type TextScanLimits, type TextScanRequest } from './texts/scan-texts.js';
