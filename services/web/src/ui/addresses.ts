/** The addresses of the page's views: the one place that knows how a hash is made. */

const part = encodeURIComponent;

export const predictAddress = (name: string): string => `#/predict/${part(name)}`;
export const operationsAddress = (name: string): string => `#/operations/${part(name)}`;
export const reportAddress = (name: string, version: string): string => `#/report/${part(name)}/${part(version)}`;
export const cardAddress = (name: string, version: string): string => `#/card/${part(name)}/${part(version)}`;
export const validationAddress = (name: string, id: string): string => `#/validation/${part(name)}/${part(id)}`;
/** @param versions the two, the one that the other is measured by first */
export const compareAddress = (name: string, [a, b]: readonly [string, string]): string => `#/compare/${part(name)}/${part(a)}/${part(b)}`;
