import '@testing-library/jest-dom';

// Whole pages with their dialogs take seconds where other work shares the processor.
jest.setTimeout(30_000);
