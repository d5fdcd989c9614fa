-- Run at every start: says what should be there and changes nothing that is.
create table if not exists item (
    id bigint primary key,
    name varchar(100) not null,
    description varchar(1000) not null,
    price decimal(10, 2) not null
);

create table if not exists item_comment (
    id uuid primary key,
    item_id bigint not null references item,
    author varchar(100) not null,
    text varchar(2000) not null,
    created_at timestamp with time zone not null
);

create index if not exists item_comment_by_item on item_comment (item_id, created_at);
