import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import PDFDocument from 'pdfkit';
import { inStandardFont } from './inStandardFont';

type Report = RegistrySchemas['ComplianceReport'];
type Section = Report['sections'][number];

const TITLES: Record<Section['id'], string> = {
  access: 'Access',
  approvals: 'Approvals of versions',
  reviews: 'Reviews of access',
  exceptions: 'Exceptions',
  emergencies: 'Emergency access',
  stops: 'Stops',
};
/** Values of these begin an entry. */
const HEADING_COLUMNS = 3;

/** A report to be printed or filed: a stream of PDF, whose standard fonts know western characters alone. */
export function reportPdf(
  report: Report,
  options: { compress?: boolean } = {},
): PDFKit.PDFDocument {
  const document = new PDFDocument({
    size: 'A4',
    margin: 48,
    bufferPages: true,
    compress: options.compress ?? true,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: 'Sallyport: compliance report',
      CreationDate: new Date(report.writtenAt),
    },
  });
  writeHead(document, report);
  for (const section of report.sections) writeSection(document, section);
  numberPages(document);
  document.end();
  return document;
}

function writeHead(document: PDFKit.PDFDocument, report: Report) {
  document.font('Helvetica-Bold').fontSize(18).text('Compliance report');
  document.moveDown(0.5).font('Helvetica').fontSize(10);
  document.text(`From ${report.from} until ${report.to} (UTC)`);
  document.text(
    report.isOfAll ? 'All MCP servers' : 'MCP servers of the reader alone',
  );
  document.text(
    inStandardFont(`Written ${report.writtenAt} for ${report.writtenFor}`),
  );
}

function writeSection(document: PDFKit.PDFDocument, section: Section) {
  const { rows, total, columns } = section;
  document.moveDown(1.5).font('Helvetica-Bold').fontSize(13);
  document.text(`${TITLES[section.id]} (${total})`);
  document.moveDown(0.3).fontSize(8);
  if (total === 0) document.font('Helvetica').text('None in this period.');
  for (const row of rows) {
    const [heading, rest] = [
      row.slice(0, HEADING_COLUMNS),
      row.slice(HEADING_COLUMNS),
    ];
    document.font('Helvetica-Bold');
    document.text(inStandardFont(heading.filter(Boolean).join(' · ')));
    const facts = rest.flatMap((value, index) =>
      value ? [`${words(columns[index + HEADING_COLUMNS])}: ${value}`] : [],
    );
    document.font('Helvetica').text(inStandardFont(facts.join(' · ')));
    document.moveDown(0.4);
  }
  if (rows.length < total) {
    document.font('Helvetica-Oblique');
    document.text(
      `${total - rows.length} more are in the CSV file of this table.`,
    );
  }
}

function numberPages(document: PDFKit.PDFDocument) {
  const { start, count } = document.bufferedPageRange();
  for (let page = start; page < start + count; page++) {
    document.switchToPage(page);
    // Below the margin there is room for nothing, so that it would begin a page.
    document.page.margins.bottom = 0;
    document.font('Helvetica').fontSize(8);
    document.text(`${page + 1} / ${count}`, 48, document.page.height - 32, {
      align: 'right',
      lineBreak: false,
      width: document.page.width - 96,
    });
  }
}

function words(column: string): string {
  return column.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
}
