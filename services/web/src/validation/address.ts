/** Where a validation's report is. */

const part = encodeURIComponent;

export const validationAddress = (name: string, id: string): string => `#/validation/${part(name)}/${part(id)}`;
