import { contentDisposition } from './content-disposition.js';

describe('contentDisposition', () => {
  it('gives the last part of the path', () => {
    expect(contentDisposition('en/train.csv')).toBe(
      'attachment; filename="train.csv"; filename*=UTF-8\'\'train.csv',
    );
  });

  it('lets no character of a name break out of the header', () => {
    const header = contentDisposition('a"; x\\y\r\nSet-Cookie: z=1; ü\'.csv');
    expect(header).not.toMatch(/[\r\n]/);
    expect(header).toBe(
      'attachment; filename="a_; x_y__Set-Cookie: z=1; _\'.csv"; ' +
        "filename*=UTF-8''a%22%3B%20x%5Cy%0D%0ASet-Cookie%3A%20z%3D1%3B%20%C3%BC%27.csv",
    );
  });
});
