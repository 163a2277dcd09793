import { AddressGuard, AddressRefused, parseNetwork } from './address-guard.js';

describe('the address guard', () => {
  const nowhere = async () => [];

  it.each([
    '127.0.0.1',
    '127.1.2.3',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '240.0.0.1',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::1',
    '2001:0:7f00:1::1',
  ])('refuses %s', async (address) => {
    await expect(new AddressGuard([], nowhere).addressOf(address)).rejects.toThrow(AddressRefused);
    const byName = new AddressGuard([], async () => [{ address, family: 4 }]);
    await expect(byName.addressOf('innocent.example')).rejects.toThrow(/may be reached/);
  });

  it.each(['8.8.8.8', '2606:4700::1111', '172.32.0.1'])('lets %s pass', async (address) => {
    expect(await new AddressGuard([], nowhere).addressOf(address)).toBe(address);
  });

  it('takes an address of a name that may be reached, past those that may not', async () => {
    const addresses = ['10.0.0.1', '8.8.8.8', '8.8.4.4'].map((address) => ({ address, family: 4 }));
    expect(await new AddressGuard([], async () => addresses).addressOf('mixed.example')).toBe('8.8.8.8');
    await expect(new AddressGuard([], nowhere).addressOf('empty.example')).rejects.toThrow(
      'no address that may be reached',
    );
  });

  it('lets the networks pass that an operator allows, and only those', async () => {
    const guard = new AddressGuard([parseNetwork('10.1.0.0/16'), parseNetwork('fd00::/8')], nowhere);
    expect(await guard.addressOf('10.1.2.3')).toBe('10.1.2.3');
    expect(await guard.addressOf('::ffff:10.1.2.3')).toBe('::ffff:10.1.2.3');
    expect(await guard.addressOf('fd12::1')).toBe('fd12::1');
    await expect(guard.addressOf('10.2.0.1')).rejects.toThrow(AddressRefused);
    await expect(guard.addressOf('127.0.0.1')).rejects.toThrow(AddressRefused);
  });
});
