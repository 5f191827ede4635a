"""Reads disks with Xen's own parser, libxlutil, as xl does; prints target, the guest's name for it and script of each."""
import ctypes
import glob
import sys

folder, *disks = sys.argv[1:]
library = ctypes.CDLL(glob.glob(f"{folder}/libxlutil.so.*")[0])
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
library.xlu_cfg_init.restype = ctypes.c_void_p
library.xlu_cfg_init.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
library.xlu_disk_parse.argtypes = [
    ctypes.c_void_p,
    ctypes.c_int,
    ctypes.POINTER(ctypes.c_char_p),
    ctypes.c_void_p,
]
config = library.xlu_cfg_init(libc.fdopen(2, b"w"), b"disks")
for disk in disks:
    # The beginning of libxl_device_disk (libxl_types.idl of Xen 4.17): backend_domid, backend_domname, pdev_path, vdev,
    # backend, format, script.
    found = ctypes.create_string_buffer(4096)
    specs = (ctypes.c_char_p * 1)(disk.encode())
    code = library.xlu_disk_parse(config, 1, specs, found)
    libc.fflush(None)
    if code != 0:
        sys.exit(1)
    pointers = [ctypes.c_void_p.from_buffer(found, offset).value for offset in (16, 24, 40)]
    print(*(None if each is None else ctypes.string_at(each).decode() for each in pointers))
