package dev.holdfast.sim.bench;

import dev.holdfast.core.placement.Holders;
import dev.holdfast.core.placement.HostOffer;
import dev.holdfast.core.placement.PlacementConstraints;
import dev.holdfast.core.placement.PlacementRequest;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.SpreadKey;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.sim.packing.Packing;
import dev.holdfast.sim.workload.Arrival;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What really is on each host, as the hosts' own actors would know it: they grant a claim if it fits, or refuse it. */
final class BenchFleet {
    /** Every host is of this size. */
    static final Quantities HOST = new Quantities(32, 128 * 1024, 2_000, 0);

    private static final class Room {
        private final HostId host;
        private final Uid uid;
        private final FaultDomain domain;
        private final SortedMap<Uid, Optional<SpreadKey>> claims = new TreeMap<>();
        private Quantities free = HOST;

        Room(int number, int domains) {
            this.host = new HostId("host-" + number);
            this.uid = new Uid("host-" + number + "-uid");
            this.domain = new FaultDomain("fd-" + number % domains);
        }

        HostOffer offer() {
            return new HostOffer(
                    host, uid, domain, Collections.emptySortedMap(), HOST, free, false, true, Holders.of(claims));
        }
    }

    private record Resident(Uid uid, HostId host, Quantities size) {}

    private final Map<HostId, Room> rooms = new TreeMap<>();
    private final List<Resident> residents = new ArrayList<>();
    private Quantities used = Quantities.NONE;
    private long uids;

    BenchFleet(int hosts, int domains) {
        for (int number = 0; number < hosts; number++) {
            Room room = new Room(number, domains);
            rooms.put(room.host, room);
        }
    }

    List<HostOffer> offers() {
        return rooms.values().stream().map(Room::offer).toList();
    }

    /** What somebody asks a placer who wants this. */
    PlacementRequest request(Arrival arrival) {
        return new PlacementRequest(
                new Uid("bench-" + ++uids),
                arrival.size(),
                Optional.of(new SpreadKey("azure", "batch-" + arrival.batch())),
                PlacementConstraints.NONE,
                List.of());
    }

    /** Grants the claim and gives the host as it is now, or refuses it. */
    Optional<HostOffer> claim(HostId host, PlacementRequest request) {
        Room room = Optional.ofNullable(rooms.get(host)).orElseThrow();
        if (!room.free.fits(request.size())) {
            return Optional.empty();
        }
        room.free = room.free.minus(request.size());
        room.claims.put(request.uid(), request.spreadKey());
        residents.add(new Resident(request.uid(), host, request.size()));
        used = used.plus(request.size());
        return Optional.of(room.offer());
    }

    /** Somebody leaves, whoever is drawn; gives the host as it is now. */
    HostOffer leave(RandomGenerator draws) {
        int at = draws.nextInt(residents.size());
        Resident gone = residents.set(at, residents.getLast());
        residents.removeLast();
        Room room = Optional.ofNullable(rooms.get(gone.host())).orElseThrow();
        room.free = room.free.plus(gone.size());
        room.claims.remove(gone.uid());
        used = used.minus(gone.size());
        return room.offer();
    }

    /** Share of all cores that are taken, 0 to 1. */
    double full() {
        return (double) used.cores() / ((double) HOST.cores() * rooms.size());
    }

    int residents() {
        return residents.size();
    }

    /** The fewest hosts that could hold what is there, by the hosts that do; 1 is as dense as nobody can be. */
    double density() {
        long inUse =
                rooms.values().stream().filter(room -> !room.claims.isEmpty()).count();
        return inUse == 0 ? 1 : (double) Packing.needed(used, HOST) / inUse;
    }
}
